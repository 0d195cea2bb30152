/** The client on bad ways: every toxic of the fault proxy in every phase, dead networks, stopped and killed servers. */
@NullMarked
package io.holdfast.suite.faults;

import org.jspecify.annotations.NullMarked;
