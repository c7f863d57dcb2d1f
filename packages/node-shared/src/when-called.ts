/**
 * A function that loads its code when it is first called: programs import an adapter long before they send, and some never do. A
 * load that failed is tried again by the next call.
 */
export const whenCalled = <Argument, Value>(
  load: () => Promise<(argument: Argument) => Promise<Value>>,
): ((argument: Argument) => Promise<Value>) => {
  let loaded: ((argument: Argument) => Promise<Value>) | undefined;
  let loading: Promise<(argument: Argument) => Promise<Value>> | undefined;
  const loadOnce = async (): Promise<(argument: Argument) => Promise<Value>> => {
    try {
      loaded = await load();
      return loaded;
    } finally {
      loading = undefined;
    }
  };
  return (argument) => loaded?.(argument) ?? (loading ??= loadOnce()).then((call) => call(argument));
};
