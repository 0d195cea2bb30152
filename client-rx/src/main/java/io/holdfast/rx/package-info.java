/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** RxJava 3 streams over the public API of Holdfast. */
@NullMarked
package io.holdfast.rx;

import org.jspecify.annotations.NullMarked;
