export { type ChartFixture, FIXTURES, fixtureOf } from './fixtures';
