import { answerFile } from '#app/activity/answer-file'

type Context = RouteContext<'/connections/[id]/activity/[format]'>

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { id, format } = await params
  return answerFile(request, format, id)
}
