/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What an Android app gives its sockets: {@link io.holdfast.android.AndroidNetworkMonitor} tells them of the device's
 * networks, {@link io.holdfast.android.MainThread} runs their callbacks where views may be touched.
 *
 * <p>API 21 and later. Nothing else in the client refers to this package, so that elsewhere than on Android it is never
 * loaded; a shrinker removes it where it is not used.
 */
@NullMarked
package io.holdfast.android;

import org.jspecify.annotations.NullMarked;
