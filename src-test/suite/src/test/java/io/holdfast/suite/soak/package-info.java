/** Hours of traffic with a fault every few seconds: nothing acknowledged is lost, nothing grows. */
@NullMarked
package io.holdfast.suite.soak;

import org.jspecify.annotations.NullMarked;
