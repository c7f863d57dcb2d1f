/** The advice for an address that no dashboard can have, with the ports that Ray itself uses (Ray 2.60). */
export const rayPorts: string =
  "No Ray dashboard is at this address: a dashboard speaks HTTP, usually on port 8265. Of Ray's other ports 6379 is the GCS, 10001 Ray Client, 8000 Serve and 52365 the node's agent. Set the address to the dashboard";
