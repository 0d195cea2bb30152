/** RxJava 3 streams over the Holdfast client. */
module io.holdfast.rx {
  requires transitive io.holdfast;
  requires transitive io.reactivex.rxjava3;
  requires transitive org.reactivestreams;
  requires static transitive org.jspecify;

  exports io.holdfast.rx;
}
