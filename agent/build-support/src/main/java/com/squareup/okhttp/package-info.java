/** Signatures only; see the module's pom. */
package com.squareup.okhttp;
