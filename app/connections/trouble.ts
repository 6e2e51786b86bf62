import type { Metadata } from 'next'
import trouble from './trouble.svg'

/** The icon of a page that has something to say. */
export const TROUBLE: Metadata['icons'] = { icon: [{ url: trouble.src, type: 'image/svg+xml', sizes: 'any' }] }
