/** Whether all tests are run: `npm test -- --all`, and whenever some are named. */
export const isAll = process.env["TEST_ALL"] !== undefined;
