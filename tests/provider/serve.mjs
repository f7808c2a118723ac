// A real OpenID Connect provider for the tests: oidc-provider, with one page that asks who somebody is.
// Reads its people from standard input as JSON and prints its address once it listens, on loopback only.
// A person may say how an answer is to be spoilt, so that each check of the other side is tried out.
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import Provider from 'oidc-provider'
import { exportJWK, generateKeyPair, SignJWT, decodeJwt, UnsecuredJWT } from 'jose'

const { people, client, port } = JSON.parse(await text(process.stdin))
const ours = await generateKeyPair('RS256', { extractable: true })
const other = await generateKeyPair('RS256', { extractable: true })
const key = { ...(await exportJWK(ours.privateKey)), kid: 'ours', alg: 'RS256', use: 'sig' }

const server = createServer()
await new Promise((ready) => server.listen(port ?? 0, '127.0.0.1', ready))
const address = `http://127.0.0.1:${server.address().port}`

const provider = new Provider(address, {
  clients: [{ ...client, grant_types: ['authorization_code'], response_types: ['code'] }],
  jwks: { keys: [key] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], amr: null, acr: null },
  acrValues: ['urn:example:two'],
  pkce: { required: () => true },
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/who/${interaction.uid}` },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id].claims }) }),
  // Consent is taken for granted: one page is enough.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    })
    grant.addOIDCScope('openid email profile')
    await grant.save()
    return grant
  },
})

// The header is checked by the other side, so that it is made here as the provider itself makes it.
const sign = (claims, { privateKey } = ours, kid = 'ours') =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(privateKey)
const SPOILT = {
  nonce: (claims) => sign({ ...claims, nonce: 'of-another-sign-in' }),
  'no nonce': ({ nonce, ...claims }) => sign(claims),
  audience: (claims) => sign({ ...claims, aud: 'another-client' }),
  'several audiences': (claims) => sign({ ...claims, aud: [claims.aud, 'another-client'] }),
  party: (claims) => sign({ ...claims, azp: 'another-client' }),
  issuer: (claims) => sign({ ...claims, iss: 'https://elsewhere.example.org' }),
  expired: (claims) => sign({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }),
  'no end': ({ exp, ...claims }) => sign(claims),
  'later': (claims) => sign({ ...claims, iat: claims.iat + 3600, exp: claims.exp + 3600 }),
  'no subject': ({ sub, ...claims }) => sign(claims),
  key: (claims) => sign(claims, other),
  'unknown key': (claims) => sign(claims, other, 'theirs'),
  unsigned: async (claims) => new UnsecuredJWT(claims).encode(),
  secret: (claims) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(client.client_secret)),
  tampered: async (claims, token) => {
    const [head, , signature] = token.split('.')
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'alice' })).toString('base64url')
    return `${head}.${changed}.${signature}`
  },
  absent: async () => undefined,
}

provider.use(async (ctx, next) => {
  await next()
  if (ctx.path === '/token' && ctx.body?.id_token) {
    const claims = decodeJwt(ctx.body.id_token)
    const { spoil, said } = people[claims.sub]
    const whole = said ? await sign({ ...claims, ...said }) : ctx.body.id_token
    ctx.body.id_token = spoil in SPOILT ? await SPOILT[spoil]({ ...claims, ...said }, whole) : whole
    if (spoil === 'down') ctx.status = 503
  }
  if (ctx.path === '/me' && people[ctx.body?.sub]?.spoil === 'profile') ctx.body.sub = 'alice'
})

const page = (action) => `<!doctype html><html lang="en"><title>The ministry</title><h1>The ministry</h1>
<form method="post" action="${action}"><label>Who are you? <input name="who"></label><button>Sign in</button></form>`

const answer = provider.callback()
server.on('request', async (request, response) => {
  const path = new URL(request.url, address).pathname
  if (path.startsWith('/moved/')) {
    return response.writeHead(302, { Location: path.slice('/moved'.length) }).end()
  }
  if (!path.startsWith('/who/')) return answer(request, response)
  try {
    if (request.method !== 'POST') {
      return response.setHeader('Content-Type', 'text/html').end(page(path))
    }
    const who = new URLSearchParams(await text(request)).get('who')
    const result = who in people ? { login: { accountId: who } } : { error: 'access_denied' }
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  } catch (error) {
    response.writeHead(400).end(String(error))
  }
})
console.log(address)
