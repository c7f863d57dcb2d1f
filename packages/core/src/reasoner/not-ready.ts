/** True for the words with which the service says that a reasoner does not take jobs yet. */
export const notReadyText = (text: string): boolean => /not\s+ready\s+to\s+accept\s+jobs/i.test(text);
