package io.managedidentity.probe;

import java.util.logging.LogManager;

/** A log manager of the application's own, which must be the first to be asked for. */
public final class OwnLogManager extends LogManager {}
