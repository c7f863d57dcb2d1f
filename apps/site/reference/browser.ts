/**
 * Ray and reasoner clients for a page.
 *
 * @module @jobwire/browser
 */
export * from "@jobwire/browser";
