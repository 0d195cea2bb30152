/** The SDK from outside: over real sockets, against real and misbehaving servers. */
@NullMarked
package io.holdfast.suite;

import org.jspecify.annotations.NullMarked;
