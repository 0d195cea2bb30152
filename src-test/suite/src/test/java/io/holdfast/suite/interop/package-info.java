/** The client against servers that nobody here wrote. */
@NullMarked
package io.holdfast.suite.interop;

import org.jspecify.annotations.NullMarked;
