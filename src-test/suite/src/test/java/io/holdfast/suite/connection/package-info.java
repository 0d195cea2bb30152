/** One connection over real sockets: what comes in, what goes out, and everything that can be wrong with it. */
@NullMarked
package io.holdfast.suite.connection;

import org.jspecify.annotations.NullMarked;
