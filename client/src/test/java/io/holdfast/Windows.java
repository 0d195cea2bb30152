/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes every lock of the engine a place where the threads of a {@link Race} may change places: before it is taken and
 * after it was given back. Between two processors such a moment lasts a few nanoseconds and on a busy machine it never
 * comes; whatever is decided under a lock and done outside it shows so at once.
 */
final class Windows {
  private static final String OURS = "io.holdfast.";
  private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

  private Windows() {}

  /** Opens those of everything that is reached from {@code root} through fields of our classes. */
  static <T> T open(T root) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<Object> next = new ArrayDeque<>();
    next.add(root);
    int locks = 0;
    try {
      while (!next.isEmpty()) {
        Object owner = next.remove();
        if (seen.add(owner)) {
          locks += open(owner, next);
        }
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    if (locks == 0) {
      throw new AssertionError("no lock in " + root.getClass());
    }
    return root;
  }

  private static int open(Object owner, ArrayDeque<Object> next) throws IllegalAccessException {
    ReentrantLock lock = null;
    List<Field> fields = FIELDS.computeIfAbsent(owner.getClass(), Windows::fields);
    for (Field field : fields) {
      if (field.getType() == ReentrantLock.class) {
        lock = new Windowed();
        field.set(owner, lock);
      } else if (field.getType() != Condition.class) {
        Object value = field.get(owner);
        if (value != null && value.getClass().getName().startsWith(OURS)) {
          next.add(value);
        }
      }
    }
    for (Field field : fields) {
      if (field.getType() == Condition.class && lock != null) {
        field.set(owner, lock.newCondition());
      }
    }
    return lock == null ? 0 : 1;
  }

  private static List<Field> fields(Class<?> owner) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = owner; c.getName().startsWith(OURS); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return fields;
  }

  private static final class Windowed extends ReentrantLock {
    private static final long serialVersionUID = 1;

    @Override
    public void lock() {
      Race.window();
      super.lock();
    }

    @Override
    public void unlock() {
      super.unlock();
      Race.window();
    }
  }
}
