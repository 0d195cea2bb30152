/** The same bytes for this client, OkHttp's and the JDK's: where those are right, all three hear the same. */
@NullMarked
package io.holdfast.suite.differential;

import org.jspecify.annotations.NullMarked;
