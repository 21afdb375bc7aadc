import '../shared/base.css';
import '../shared/fonts-console.css';
import './console.css';

import { render } from 'preact';

import { applyTheme } from '../shared/theme.js';

applyTheme();
const root = document.getElementById('app');
if (root !== null) render(<h1>Catalog console · GenZ Jewelry</h1>, root);
