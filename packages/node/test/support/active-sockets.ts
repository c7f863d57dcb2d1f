/** Sockets of this process that are connected or connecting, including the test's own. */
export const activeSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => /^(TCPSocketWrap|TCPConnectWrap|TLSWrap)$/.test(name)).length;
