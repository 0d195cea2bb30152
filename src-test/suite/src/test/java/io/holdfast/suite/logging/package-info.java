/** Where the suite's log goes: INFO and above to stderr, and everything to a test that asks for it. */
@NullMarked
package io.holdfast.suite.logging;

import org.jspecify.annotations.NullMarked;
