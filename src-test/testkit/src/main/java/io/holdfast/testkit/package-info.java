/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A scriptable server and a recording listener for tests of code that uses Holdfast. */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
