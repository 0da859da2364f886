/**
 * Why things are as they are: for what does not run, what it waits for and who holds that; for what
 * has ended, what ended it. Everything is read from what is saved; nothing is guessed.
 */
@NullMarked
package ai.resolute.master.why;

import org.jspecify.annotations.NullMarked;
