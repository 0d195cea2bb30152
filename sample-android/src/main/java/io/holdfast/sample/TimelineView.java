/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.sample;

import android.content.Context;
import android.graphics.Canvas;
import android.graphics.Paint;
import android.os.SystemClock;
import android.util.AttributeSet;
import android.util.TypedValue;
import android.view.View;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Draws a {@link Timeline}: a band per phase, a line per message, now on the right. */
public final class TimelineView extends View {
  private static final int GRID_SECONDS = 10;
  private static final float LABEL_SP = 11;

  private final Map<Timeline.Phase, Paint> bands = new EnumMap<>(Timeline.Phase.class);
  private final Paint grid;
  private final Paint tick;
  private final Paint label;
  private final float density;
  private @Nullable Timeline timeline;

  /** Inflated from the layout. */
  public TimelineView(Context context, @Nullable AttributeSet attributes) {
    super(context, attributes);
    density = getResources().getDisplayMetrics().density;
    for (Timeline.Phase phase : Timeline.Phase.values()) {
      bands.put(phase, paint(phase.color));
    }
    grid = paint(R.color.grid);
    tick = paint(R.color.tick);
    label = paint(R.color.text_faint);
    label.setTextSize(TypedValue.applyDimension(
        TypedValue.COMPLEX_UNIT_SP, LABEL_SP, getResources().getDisplayMetrics()));
  }

  @SuppressWarnings("deprecation") // all there is before API 23
  private Paint paint(int color) {
    Paint paint = new Paint(Paint.ANTI_ALIAS_FLAG);
    paint.setColor(getResources().getColor(color));
    paint.setStrokeWidth(density);
    return paint;
  }

  void show(Timeline shown) {
    timeline = shown;
    invalidate();
  }

  private float x(long time, long now) {
    float share = 1 - (now - time) / (float) Timeline.SPAN_MILLIS;
    return Math.max(0, share) * getWidth();
  }

  @Override
  protected void onDraw(Canvas canvas) {
    super.onDraw(canvas);
    Timeline shown = timeline;
    if (shown == null) {
      return;
    }
    long now = SystemClock.elapsedRealtime();
    float bottom = getHeight() - label.getTextSize() - 4 * density;
    List<Timeline.Segment> segments = shown.segments(now);
    for (int i = 0; i < segments.size(); i++) {
      Timeline.Segment each = segments.get(i);
      float right = i + 1 < segments.size() ? x(segments.get(i + 1).since, now) : getWidth();
      Paint band = bands.get(each.phase);
      if (band != null) {
        canvas.drawRect(x(each.since, now), 0, right, bottom, band);
      }
    }
    for (long time : shown.ticks(now)) {
      float at = x(time, now);
      canvas.drawLine(at, bottom * 0.55f, at, bottom, tick);
    }
    for (int seconds = 0; seconds <= Timeline.SPAN_MILLIS / 1000; seconds += GRID_SECONDS) {
      drawGridLine(canvas, seconds, bottom);
    }
  }

  private void drawGridLine(Canvas canvas, int secondsAgo, float bottom) {
    float at = getWidth() * (1 - secondsAgo * 1000f / Timeline.SPAN_MILLIS);
    canvas.drawLine(at, 0, at, bottom, grid);
    String text = secondsAgo == 0 ? "0 s" : "-" + secondsAgo;
    float width = label.measureText(text);
    float left = Math.min(Math.max(0, at - width / 2), getWidth() - width);
    canvas.drawText(text, left, getHeight() - 2 * density, label);
  }
}
