/** What a newcomer sees first: the README's Java compiles, example and recipes do what they say, tables are complete. */
@NullMarked
package io.holdfast.suite.readme;

import org.jspecify.annotations.NullMarked;
