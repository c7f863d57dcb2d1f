export default { resolve: { alias: { "@jobwire/core": "/tmp/cli-w/stub/core.ts" } } };
