import { expect, type Page } from '@playwright/test'
import type { Wish } from './simulator.ts'

/** The pages of the simulated bank, as a person walks through them. */
export class SimulatedBank {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async signInAs(person: string): Promise<void> {
    await expect(this.page.getByRole('heading', { name: 'Choose who signs in' })).toBeVisible()
    await this.page.getByRole('button', { name: new RegExp(person) }).click()
  }

  async forgetWhoIsHere(): Promise<void> {
    await this.page.getByRole('button', { name: 'Not you?' }).click()
  }

  /** Chooses the organisation if there is a choice, unticks what is not wished, and allows or refuses. */
  async agree({ organization, scopes, refuse = false }: Wish = {}): Promise<void> {
    if (organization) await this.page.getByRole('button', { name: new RegExp(organization) }).click()
    await expect(this.page.getByRole('heading', { name: /^Allow access to / })).toBeVisible()
    for (const box of scopes ? await this.page.locator('input[name=scope]').all() : [])
      await box.setChecked(scopes?.includes((await box.getAttribute('value')) ?? '') ?? true)
    await this.page.getByRole('button', { name: refuse ? 'Refuse' : 'Allow access' }).click()
  }

  /** On the consent page, without deciding. */
  async hesitates(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: /^Allow access to / })).toBeVisible()
  }
}
