/** What `--help` says. */
export const HELP = `
Usage: mooring COMMAND

  connections                  lists the connections that the key sees
  status ID                    says whether a connection works, and what to do
  token ID                     prints a fresh access token and nothing else
  qonto ID METHOD /PATH        calls Qonto's API with the connection's token
  wait ID                      waits until a connection works
  help [COMMAND]               this text, or that of a command

  MOORING_KEY  an API key, made in the dashboard under API. Never an argument: others could read it
  MOORING_URL  where the dashboard is; http://localhost:3000 when absent

Exit code: 0 works or done, 1 a person must act, 2 trouble that passes, 3 an administrator must act,
           10 cannot tell: wrong use, a key that does not work, a dashboard that is away
`.trim()

export const HELP_OF = {
  connections: `
Usage: mooring connections [--status STATE] [--label LABEL] [--json]

Lists the connections that the key sees: id, state, organisation.

  --status STATE  only those in this state: ok, limited, no_renew, trouble, expiring, broken, operator, locked, frozen, gone
  --label LABEL   only those with this label, letter by letter
  --json          all that is known of them
`,
  status: `
Usage: mooring status ID [--json]

Says whether the connection works, since when, and who must do what.

  --json  all that is known of it

Exit code: 0 it works, 1 a person must act, 2 trouble that passes, 3 an administrator must act, 10 cannot tell
`,
  token: `
Usage: mooring token ID [--min-ttl SECONDS] [--scope SCOPE]... [--rejected GENERATION] [--json]

Prints a fresh access token of the connection and nothing else. It is renewed only when that is due.

  --min-ttl SECONDS      that it must still live, up to 3000; 60 when absent
  --scope SCOPE          refused when it was not granted; may be repeated
  --rejected GENERATION  of the token that Qonto answered with 401: another one is given
  --json                 with its end, scopes and generation

Exit code: 0 printed, 1 a person must act, 2 trouble that passes, 3 an administrator must act, 10 cannot tell
`,
  qonto: `
Usage: mooring qonto ID METHOD /PATH[?QUERY] [--data TEXT] [--header LINE]...

Calls Qonto's API with the connection's token, which stays in the dashboard, and writes the answer as it arrives.
POST, PUT and PATCH send standard input, unless there is --data or a terminal.

  --data TEXT    the body; sent as JSON unless a header says otherwise
  --header LINE  "Name: value"; may be repeated

Exit code: 0 for a success, 1 for any other answer, but 2 for 429 and 5xx; otherwise as for token
`,
  wait: `
Usage: mooring wait ID [--timeout TIME] [--every TIME] [--json]

Asks until the connection works, and then says what status says. Progress goes to standard error.

  --timeout TIME  gives up after it: 90, 90s, 15m, 2h. For ever when absent
  --every TIME    between two questions; 5s when absent
  --json          at the end, all that is known of it

Exit code: 0 it works; after the time that of status
`,
} as const

export type Command = keyof typeof HELP_OF

export function isCommand(word: string): word is Command {
  return Object.hasOwn(HELP_OF, word)
}
