import { connectWithQonto } from '#app/actions/connect-with-qonto'
import { titled } from '#app/titled'
import { SignInFailure } from '#components/sign-in/sign-in-failure'
import { translations } from '#i18n/server'
import { loadRefusedScopes } from '#lib/loaders/load-refused-scopes'
import { loadViewer } from '#lib/loaders/load-viewer'

const REFERENCE = /^[A-Z0-9]{4}-[A-Z0-9]{4}$/

export const generateMetadata = titled(() => translations('signInError')('title'))

export default async function SignInErrorPage({ searchParams }: PageProps<'/sign-in/error'>) {
  const [{ error, ref, retry }, viewer] = await Promise.all([searchParams, loadViewer()])
  const refused = await loadRefusedScopes(retry)
  return (
    <SignInFailure
      code={typeof error === 'string' ? error : 'other'}
      reference={typeof ref === 'string' && REFERENCE.test(ref) ? ref : null}
      refused={refused}
      signedIn={viewer.kind === 'signed-in'}
      connect={connectWithQonto}
    />
  )
}
