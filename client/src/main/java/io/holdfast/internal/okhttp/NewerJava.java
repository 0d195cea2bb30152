/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks methods that override what Java 8 and API 21 of Android lack: there nobody can call them. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
@interface NewerJava {}
