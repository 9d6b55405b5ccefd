/** The page of the explorer. */

import './page.css'
import { render } from 'preact'
import { takeToken } from './session.js'
import { Shell } from './shell.js'

takeToken()
render(<Shell />, document.body)
