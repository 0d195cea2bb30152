/** What must hold against a network that lies: certificates, old TLS, redirects. */
@NullMarked
package io.holdfast.suite.security;

import org.jspecify.annotations.NullMarked;
