/** What the platform says of a failure. */
import { isPlainObject } from '../values';
import type { PlatformMessage } from './errors';
import { type JsonObject, objectsIn, textOf, textsIn } from './json';

const MOST_MESSAGES = 20;
const LONGEST = 1000;

/** Messages of a body: its chain of hints and explanations, or what it says itself. */
export function messagesOf(body: JsonObject): PlatformMessage[] {
  const chain = objectsIn(body.responseMessages).flatMap(messageOf);
  const own = messageOf({ ...body, message: textOf(body.message) ?? body.detailedMessage });
  const fields = objectsIn(body.errors).flatMap(({ fieldId, error, message }) => {
    const text = textOf(error) ?? textOf(message);
    return messageOf({ message: text && textOf(fieldId) ? `${String(fieldId)}: ${text}` : text });
  });
  const said = new Set(chain.map(({ message }) => message));
  return [...own.filter(({ message }) => !said.has(message)), ...chain, ...fields].slice(0, MOST_MESSAGES);
}

/** What a policy says to whom it denies something; `undefined` where it denies nothing. */
export function denialOf(data: unknown): PlatformMessage[] | undefined {
  const governance = isPlainObject(data) ? data.governanceMetadata : undefined;
  if (!isPlainObject(governance) || governance.deny !== true) {
    return undefined;
  }
  return objectsIn(governance.details)
    .flatMap(({ policyMetadata }) => objectsIn(policyMetadata))
    .flatMap(({ policyName, denyMessages }) =>
      textsIn(denyMessages).map((text) => {
        const name = textOf(policyName);
        return { level: 'ERROR', message: oneLine(name ? `${name}: ${text}` : text), failureTypes: [] };
      }),
    )
    .slice(0, MOST_MESSAGES);
}

/** A text as one line of bounded length. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they would let an answer draw on the terminal
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function messageOf({ level, code, message, failureTypes }: JsonObject): PlatformMessage[] {
  const text = textOf(message);
  if (text === undefined) {
    return [];
  }
  const [knownLevel, knownCode] = [textOf(level), textOf(code)];
  return [
    {
      ...(knownLevel && { level: oneLine(knownLevel) }),
      ...(knownCode && { code: oneLine(knownCode) }),
      message: oneLine(text),
      failureTypes: textsIn(failureTypes).map(oneLine),
    },
  ];
}
