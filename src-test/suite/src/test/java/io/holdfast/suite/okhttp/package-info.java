/** What the user's OkHttpClient knows is honoured by the handshake: proxies, cookies, authenticators, interceptors, TLS. */
@NullMarked
package io.holdfast.suite.okhttp;

import org.jspecify.annotations.NullMarked;
