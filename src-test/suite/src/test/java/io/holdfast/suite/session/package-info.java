/** Staying connected, over real sockets: kills, dead links, slow links, many sockets, deadlines, and what the log may say. */
@NullMarked
package io.holdfast.suite.session;

import org.jspecify.annotations.NullMarked;
