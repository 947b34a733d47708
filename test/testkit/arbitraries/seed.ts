/** Fixed, so that a failure can be repeated; `FC_SEED=… npx jest …` tries another one. */
export const SEED = Number(process.env.FC_SEED ?? 30_003);
