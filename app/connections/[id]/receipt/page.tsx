import { notFound } from 'next/navigation'
import { connectionMetadata } from '#app/connections/[id]/metadata'
import { ReceiptSheet } from '#components/disconnect/receipt-sheet'
import { buttonClass } from '#components/ui/form/button-class'
import { Icon } from '#components/ui/icon'
import { translations } from '#i18n/server'
import { loadReceipt } from '#lib/loaders/connection/load-receipt'

export async function generateMetadata({ params }: PageProps<'/connections/[id]/receipt'>) {
  return connectionMetadata((await params).id, 'receipt')
}

export default async function ReceiptPage({ params }: PageProps<'/connections/[id]/receipt'>) {
  const t = translations('receipt')
  const receipt = (await loadReceipt((await params).id)) ?? notFound()
  const home = `/connections/${receipt.id}`
  return (
    <>
      <a
        href={home}
        className="no-print -ml-1 mb-3 inline-flex min-h-11 items-center gap-1.5 px-1 text-sm text-soft hover:text-ink"
      >
        <Icon name="left" className="size-3.5" />
        {t('back')}
      </a>
      <ReceiptSheet receipt={receipt} />
      <a href={`${home}/receipt/json`} download className={`no-print mt-6 ${buttonClass('secondary')}`}>
        {t('download')}
      </a>
    </>
  )
}
