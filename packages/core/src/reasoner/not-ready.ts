/** True for the service's message that a reasoner does not accept jobs yet. */
export const notReadyText = (text: string): boolean => /not\s+ready\s+to\s+accept\s+jobs/i.test(text);
