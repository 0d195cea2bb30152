/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What may depend on what, how sources must look, and what the published jars must hold. */
package io.holdfast.suite.architecture;
