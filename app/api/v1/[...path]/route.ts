import { handleCall } from '#lib/api/handle-call'

/** The API. Its calls are listed in lib/api/calls.ts; what goes on to Qonto takes every method. */
export {
  handleCall as DELETE,
  handleCall as GET,
  handleCall as HEAD,
  handleCall as PATCH,
  handleCall as POST,
  handleCall as PUT,
}
