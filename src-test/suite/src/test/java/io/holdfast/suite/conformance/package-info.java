/** RFC 6455 and RFC 7692, rule by rule: a client that echoes talks to a server that keeps the rules or breaks them. */
@NullMarked
package io.holdfast.suite.conformance;

import org.jspecify.annotations.NullMarked;
