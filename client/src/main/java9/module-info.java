/** A WebSocket client that stays connected, over OkHttp. */
module io.holdfast {
  requires transitive okhttp3;
  requires transitive okio;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.holdfast;
}
