import { answerFile } from '#app/activity/answer-file'

export async function GET(request: Request, { params }: RouteContext<'/activity/[format]'>): Promise<Response> {
  return answerFile(request, (await params).format, null)
}
