/** What a newcomer sees first: the README's Java compiles, and its example does what it says. */
@NullMarked
package io.holdfast.suite.readme;

import org.jspecify.annotations.NullMarked;
