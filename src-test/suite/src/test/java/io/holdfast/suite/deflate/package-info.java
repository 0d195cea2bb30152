/** permessage-deflate (RFC 7692) end to end, checked by an inflater of its own. */
@NullMarked
package io.holdfast.suite.deflate;

import org.jspecify.annotations.NullMarked;
