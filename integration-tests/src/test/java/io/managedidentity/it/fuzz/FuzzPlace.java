package io.managedidentity.it.fuzz;

/** Hosts of the fuzzer: an address of its own each, and a certificate for that address alone. */
enum FuzzPlace {
  ALPHA(11, "alpha", false),
  BETA(12, "beta", false),
  /** Its mapping allows plain HTTP. */
  GAMMA(13, "gamma", true),
  OTHER(14, null, false),
  STRANGER(15, null, false),
  /** Mapped, and nobody listens. */
  DEAD(16, "dead", true),
  /** A mapping names its token endpoints, and no other one names anything of it. */
  LOGIN(17, null, false);

  final String address;
  final String audience;
  final boolean allowsPlain;

  FuzzPlace(int last, String audience, boolean allowsPlain) {
    this.address = "127.0.0." + last;
    this.audience = audience;
    this.allowsPlain = allowsPlain;
  }

  /** Null for an address that is no place. */
  static FuzzPlace at(String address) {
    for (FuzzPlace place : values()) {
      if (place.address.equals(address)) {
        return place;
      }
    }
    return null;
  }

  /** What stands for its address and port in a program's text. */
  String placeholder(boolean isTls) {
    return "PLACE_" + name() + (isTls ? "_TLS" : "_PLAIN");
  }
}
