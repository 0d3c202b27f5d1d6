package io.managedidentity.probe;

import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.http.GET;
import retrofit2.http.Url;

/** Retrofit 2 with the OkHttp that it makes itself. */
public final class RetrofitProbe implements ProbeClient {
  interface Api {
    @GET
    Call<ResponseBody> get(@Url String url);
  }

  private final Api api =
      new Retrofit.Builder().baseUrl("http://127.0.0.1/").build().create(Api.class);

  @Override
  public Message call(Message call) throws Exception {
    Response<ResponseBody> response = api.get(call.get("url")).execute();
    return new Message().add("status", String.valueOf(response.code()));
  }
}
