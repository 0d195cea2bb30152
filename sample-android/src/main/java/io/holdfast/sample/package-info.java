/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** An Android app that stays connected with Holdfast. */
@NullMarked
package io.holdfast.sample;

import org.jspecify.annotations.NullMarked;
