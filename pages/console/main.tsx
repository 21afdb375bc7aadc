import '../shared/base.css';
import '../shared/fonts-console.css';
import './console.css';

import { render } from 'preact';

import { applyTheme } from '../shared/theme.js';
import { App } from './shell/app.js';

applyTheme();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
