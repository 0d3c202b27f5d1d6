package io.managedidentity.agent.jfr;

import io.managedidentity.agent.injection.Faults;
import io.managedidentity.agent.injection.FetchRecord;
import io.managedidentity.agent.injection.Recorder;
import io.managedidentity.agent.injection.RequestRecord;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenRequest;
import org.jspecify.annotations.Nullable;

/**
 * Keeps failures of another recorder from the request or the fetch that is recorded, which goes on
 * as if nobody recorded. Thread-safe.
 */
public final class GuardedRecorder implements Recorder {
  private final Recorder recorder;
  private final Faults faults;

  public GuardedRecorder(Recorder recorder, Faults faults) {
    this.recorder = recorder;
    this.faults = faults;
  }

  @Override
  public @Nullable RequestRecord request(String client, String host, int port) {
    try {
      RequestRecord record = recorder.request(client, host, port);
      return record == null ? null : new GuardedRequest(record, faults);
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      faults.failed(e);
      return null;
    }
  }

  @Override
  public @Nullable FetchRecord fetch(TokenRequest request) {
    try {
      FetchRecord record = recorder.fetch(request);
      return record == null ? null : new GuardedFetch(record, faults);
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      faults.failed(e);
      return null;
    }
  }

  private static final class GuardedRequest implements RequestRecord {
    private final RequestRecord record;
    private final Faults faults;

    GuardedRequest(RequestRecord record, Faults faults) {
      this.record = record;
      this.faults = faults;
    }

    @Override
    public void waits() {
      try {
        record.waits();
      } catch (RuntimeException | LinkageError | VirtualMachineError e) {
        faults.failed(e);
      }
    }

    @Override
    public void waitsNot() {
      try {
        record.waitsNot();
      } catch (RuntimeException | LinkageError | VirtualMachineError e) {
        faults.failed(e);
      }
    }

    @Override
    public void ended(@Nullable String mapping, String outcome) {
      try {
        record.ended(mapping, outcome);
      } catch (RuntimeException | LinkageError | VirtualMachineError e) {
        faults.failed(e);
      }
    }

    @Override
    public void answered(String mapping, int status) {
      try {
        record.answered(mapping, status);
      } catch (RuntimeException | LinkageError | VirtualMachineError e) {
        faults.failed(e);
      }
    }
  }

  private static final class GuardedFetch implements FetchRecord {
    private final FetchRecord record;
    private final Faults faults;

    GuardedFetch(FetchRecord record, Faults faults) {
      this.record = record;
      this.faults = faults;
    }

    @Override
    public void succeeded(AccessToken token) {
      try {
        record.succeeded(token);
      } catch (RuntimeException | LinkageError | VirtualMachineError e) {
        faults.failed(e);
      }
    }

    @Override
    public void failed(TokenException failure) {
      try {
        record.failed(failure);
      } catch (RuntimeException | LinkageError | VirtualMachineError e) {
        faults.failed(e);
      }
    }
  }
}
