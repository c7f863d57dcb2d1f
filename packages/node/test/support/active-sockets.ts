/** Sockets of this process that are connected or connecting, the test's own included. */
export const activeSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => /^(TCPSocketWrap|TCPConnectWrap|TLSWrap)$/.test(name)).length;
