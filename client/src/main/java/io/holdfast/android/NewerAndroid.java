/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.android;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks classes that call what API 21 of Android lacks. They are reached on newer devices only, and are classes of their
 * own so that older ones never load them.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface NewerAndroid {}
